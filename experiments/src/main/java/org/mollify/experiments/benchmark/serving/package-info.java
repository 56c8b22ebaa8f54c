/**
 * Load on a server over HTTP, and what it took to bear it. Knows the server by its address alone.
 */
package org.mollify.experiments.benchmark.serving;
