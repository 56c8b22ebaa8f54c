/**
 * Bundles over HTTP: {@link org.mollify.server.MollifyServer} starts, answers and stops. It is a
 * library; the command line calls it.
 */
package org.mollify.server;
