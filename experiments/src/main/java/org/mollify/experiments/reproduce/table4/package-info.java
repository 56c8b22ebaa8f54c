/**
 * The paper's Table 4: test log-likelihoods of tabular flows, vanilla and mollified, over seeds.
 * {@link org.mollify.experiments.reproduce.table4.Table4} trains the cells and writes the table.
 */
package org.mollify.experiments.reproduce.table4;
