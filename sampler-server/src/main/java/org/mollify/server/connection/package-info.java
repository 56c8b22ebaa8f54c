/** How clients connect: address, TLS, time limits, origins. */
package org.mollify.server.connection;
