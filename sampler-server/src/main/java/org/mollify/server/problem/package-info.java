/** Errors as RFC 9457 problem documents. */
package org.mollify.server.problem;
