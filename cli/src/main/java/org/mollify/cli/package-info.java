/** The {@code mollify} command: thin subcommands that parse, call one class and print. */
package org.mollify.cli;
