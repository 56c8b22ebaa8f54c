/**
 * How a model is stored: a run folder with {@code model.json}, {@code training.json}, held-out rows
 * and checkpoints. The only package of this module that touches files.
 */
package org.mollify.models.checkpoint;
