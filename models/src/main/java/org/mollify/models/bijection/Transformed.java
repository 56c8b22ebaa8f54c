package org.mollify.models.bijection;

import ai.djl.ndarray.NDArray;

/**
 * A value that went through a bijection, and what that did to volumes.
 *
 * @param value the transformed items, shape {@code [N, ...]}
 * @param logDeterminant {@code log |det|} of the Jacobian of the map that was applied, shape {@code
 *     [N]}, or a scalar where it is the same for every item
 */
public record Transformed(NDArray value, NDArray logDeterminant) {}
