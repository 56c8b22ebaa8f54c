/** Whole stories, from data to a result; here is the list of what can be reproduced. */
package org.mollify.experiments;
