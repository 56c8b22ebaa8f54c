/** What generic tests of models range over and measure, for the tests of the modules above too. */
package org.mollify.models.testing;
