/**
 * Data in, checkpoint out. Start at {@link org.mollify.trainer.TrainingRun}: a configuration and a
 * data set go in, a run folder with checkpoints, metrics and a report comes out.
 */
package org.mollify.trainer;
