/** Small bundles with known answers, for the tests of this module and of those above it. */
package org.mollify.runtime.testing;
