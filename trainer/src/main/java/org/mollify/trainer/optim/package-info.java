/**
 * Gradient descent: Adam and Adamax by PyTorch's formulas, and clipping of the gradient norm.
 *
 * <p>On the CPU an optimiser works in the tensors' own memory, one pass for everything; on other
 * devices it uses array operations. Views of tensor memory are taken anew in every pass (about a
 * microsecond a parameter): {@code NDArray.set(Buffer)} gives a tensor new memory and frees the
 * old.
 */
package org.mollify.trainer.optim;
