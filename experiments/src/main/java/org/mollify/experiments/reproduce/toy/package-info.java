/** The paper's Figures 1 to 6: the method on two distributions in the plane (section 4.1). */
package org.mollify.experiments.reproduce.toy;
