/** The quickstart: the whole way on built-in data, in about a minute. */
package org.mollify.experiments.quickstart;
