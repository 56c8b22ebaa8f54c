/** Models with a latent variable: variational autoencoders and what sharpens their bounds. */
package org.mollify.models.vae;
