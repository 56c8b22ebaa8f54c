/** Data mollification: the one line of the loop that Mollify is about, and its schedules. */
package org.mollify.trainer.mollify;
