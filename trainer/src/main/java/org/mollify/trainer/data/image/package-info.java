/** Sets of images: read from their files into bytes, one part after the other. */
package org.mollify.trainer.data.image;
