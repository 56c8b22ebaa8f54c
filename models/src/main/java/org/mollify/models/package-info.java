/**
 * What a model is: a data transform followed by a core, as ordinary DJL blocks.
 *
 * <p>Start at {@link org.mollify.models.density.DensityModel}, the contract of every model, and
 * {@link org.mollify.models.ModelRegistry}, which builds one from a {@link
 * org.mollify.models.ModelSpec}. No class here loops over data, reads a generator it was not given,
 * or names an engine; only {@link org.mollify.models.checkpoint} touches files.
 */
package org.mollify.models;
