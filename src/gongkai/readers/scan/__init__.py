"""Pages that are pictures: their rules found in the picture, their words by the optional recogniser (extra `ocr`)."""
