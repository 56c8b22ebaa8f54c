/** Rows as bytes: NPY arrays and CSV tables, written row by row, and pictures both ways. */
package org.mollify.runtime.io;
