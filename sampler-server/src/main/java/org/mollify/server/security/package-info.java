/** Who may do what: API keys, what each route asks for, and how often. */
package org.mollify.server.security;
