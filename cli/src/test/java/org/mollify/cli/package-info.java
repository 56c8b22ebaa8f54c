/** The command as a user meets it, run in this process. */
package org.mollify.cli;
