/** What is noted of each request, from its first byte to the line in the access log. */
package org.mollify.server.access;
