/**
 * Tabular and two-dimensional data: what the data argument of the command line names, read,
 * checked, split and described. {@link org.mollify.trainer.data.DatasetLoader#load} is the one way
 * in.
 *
 * <p>A wrong request (an unknown set, column or split rule) is an {@link IllegalArgumentException};
 * a file that is missing or cannot be used is an {@link
 * org.mollify.trainer.data.InvalidDataException}. Each message is one line: what was expected, what
 * came, what to do. Images have a package of their own below this one.
 */
package org.mollify.trainer.data;
