/**
 * Training runs as child processes: the engine has one gradient collector and one generator a
 * process, so independent runs in parallel are independent JVMs.
 */
package org.mollify.experiments.cell;
