/** Which graphs a model freezes to, and which roles they serve. */
package org.mollify.exporter.plan;
