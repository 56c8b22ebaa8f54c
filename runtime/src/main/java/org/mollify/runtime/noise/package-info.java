/** Noise as a value: a counter-based generator in which every item of a seed has its own stream. */
package org.mollify.runtime.noise;
