/** Networks that condition bijections, and their initialisation. */
package org.mollify.models.network;
