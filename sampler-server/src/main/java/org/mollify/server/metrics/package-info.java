/** What the server counts and times, in the text format of Prometheus. */
package org.mollify.server.metrics;
