/**
 * A request to a model from its parameters to its reply: lease, deadline, body, and the threads
 * that the parts of it run on. Routes of every protocol go this way.
 */
package org.mollify.server.request;
