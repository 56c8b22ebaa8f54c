/** Requests and answers as JSON, CSV and NPY, and the choice between them. */
package org.mollify.server.format;
