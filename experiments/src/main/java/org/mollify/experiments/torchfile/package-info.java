/**
 * Reads tensors from the files of {@code torch.save}, in both of its formats, without being able to
 * execute anything: only the few instructions and names that a dictionary of tensors needs are
 * known.
 */
package org.mollify.experiments.torchfile;
