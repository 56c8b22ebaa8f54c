/** The training loop: batches, steps, epochs, evaluation, and the gradient inside a loss. */
package org.mollify.trainer.loop;
