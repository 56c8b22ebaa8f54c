/** What a server is told when it starts, and the checks of it. */
package org.mollify.server.config;
