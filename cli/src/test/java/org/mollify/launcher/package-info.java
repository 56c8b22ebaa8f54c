/** The {@code mollify} script in the root of the repository, run as a user runs it. */
package org.mollify.launcher;
