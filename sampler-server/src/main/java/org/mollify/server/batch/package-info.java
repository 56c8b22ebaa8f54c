/**
 * Joins work that waits into runs of an engine, and takes no more than can be done: knows neither
 * models nor HTTP.
 */
package org.mollify.server.batch;
