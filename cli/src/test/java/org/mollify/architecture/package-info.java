/** The house rules that the compiler cannot see: who may know whom, and with what. */
package org.mollify.architecture;
