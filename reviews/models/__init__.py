from reviews.models.reviews import Review, ReviewRequest, Unsubscription

__all__ = ["Review", "ReviewRequest", "Unsubscription"]
