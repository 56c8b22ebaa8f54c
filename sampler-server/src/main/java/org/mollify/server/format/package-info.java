/** Requests and answers as JSON, CSV, NPY, Arrow and pictures, and the choice between them. */
package org.mollify.server.format;
