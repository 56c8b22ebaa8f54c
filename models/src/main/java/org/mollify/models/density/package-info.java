/** The contract of every model: a loss, a log-likelihood and a sampling map. */
package org.mollify.models.density;
