/** Normalizing flows: a chain of bijections between data and a standard normal. */
package org.mollify.models.flow;
