/** Networks that turn images into features, by which sets of images are compared. */
package org.mollify.experiments.features;
