/** How a block receives its parameters and constants during one pass. */
package org.mollify.models.block;
