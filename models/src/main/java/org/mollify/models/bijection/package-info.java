/** Invertible maps with both log-determinants: the layers of a flow. */
package org.mollify.models.bijection;
