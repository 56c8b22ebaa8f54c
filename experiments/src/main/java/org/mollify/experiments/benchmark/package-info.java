/** Benchmarks, each a command: never a timed test. */
package org.mollify.experiments.benchmark;
