/** How a block receives its parameters, its constants and its noise during one pass. */
package org.mollify.models.block;
