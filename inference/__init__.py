"""Live recognition: frames in, activities and repetitions out."""
