/** Proof that a bundle computes what the model computes. */
package org.mollify.exporter.proof;
