/**
 * The paper's tables and figures, one {@link org.mollify.experiments.reproduce.Reproduction} each.
 */
package org.mollify.experiments.reproduce;
