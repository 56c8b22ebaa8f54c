/**
 * Distances between two sets of images as their features show them: the Fréchet distance between
 * Gaussians fitted to the features (called FID where the features are Inception's), and the kernel
 * distance (KID). Everything is computed in double precision.
 */
package org.mollify.experiments.frechet;
