/** The models that are served: by name and version, opened, leased to requests, and closed. */
package org.mollify.server.model;
