/** Invertible maps of images {@code [N, C, H, W]}, and the scales they are arranged in. */
package org.mollify.models.bijection.image;
