/** Results as bytes: NPY arrays and CSV tables, written row by row. */
package org.mollify.runtime.io;
