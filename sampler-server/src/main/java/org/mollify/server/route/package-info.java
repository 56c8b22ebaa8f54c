/** The routes: what each reads, computes and answers. */
package org.mollify.server.route;
