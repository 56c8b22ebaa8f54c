/** Fixed maps between raw data units and model space, with their log-determinants. */
package org.mollify.models.transform;
