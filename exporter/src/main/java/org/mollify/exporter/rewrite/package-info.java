/** Rewriting finished graphs into equal ones that take less time. */
package org.mollify.exporter.rewrite;
