/** Metrics of a run or a bundle on a part of a data set. */
package org.mollify.experiments.evaluate;
