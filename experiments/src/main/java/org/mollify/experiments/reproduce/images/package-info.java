/** The paper's tables and figures on images. */
package org.mollify.experiments.reproduce.images;
